#include "CGumbo.h"

#include <gumbo.h>
#include <stdlib.h>

struct cgumbo_tree {
    GumboOptions options;
    GumboOutput *output;
    /// The node that the last event was about; NULL before the first and after the last.
    const GumboNode *node;
    /// Whether the last event opened `node`, so that its children come next.
    int opened;
    int started;
};

cgumbo_tree *cgumbo_parse(const char *bytes, size_t length) {
    cgumbo_tree *tree = calloc(1, sizeof *tree);
    if (!tree) return NULL;
    tree->options = kGumboDefaultOptions;
    // Nobody reads the errors, and each costs memory.
    tree->options.max_errors = 0;
    tree->output = gumbo_parse_with_options(&tree->options, bytes, length);
    if (!tree->output) {
        free(tree);
        return NULL;
    }
    return tree;
}

void cgumbo_free(cgumbo_tree *tree) {
    if (!tree) return;
    gumbo_destroy_output(&tree->options, tree->output);
    free(tree);
}

static int is_element(const GumboNode *node) {
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

static const GumboNode *child(const GumboNode *node, size_t index) {
    const GumboVector *children = &node->v.element.children;
    return index < children->length ? children->data[index] : NULL;
}

/// Settles on `node`, on the next sibling that is no comment, or on the end of `parent`.
static cgumbo_event settle(cgumbo_tree *tree, const GumboNode *parent, size_t index) {
    const GumboNode *node;
    while ((node = child(parent, index)) && node->type == GUMBO_NODE_COMMENT) index++;
    if (!node) {
        tree->node = parent;
        tree->opened = 0;
        return CGUMBO_CLOSE;
    }
    tree->node = node;
    tree->opened = is_element(node);
    return tree->opened ? CGUMBO_OPEN : CGUMBO_TEXT;
}

cgumbo_event cgumbo_next(cgumbo_tree *tree) {
    if (!tree->started) {
        tree->started = 1;
        tree->node = tree->output->root;
        tree->opened = 1;
        return tree->node ? CGUMBO_OPEN : CGUMBO_END;
    }
    const GumboNode *node = tree->node;
    if (!node) return CGUMBO_END;
    if (tree->opened) return settle(tree, node, 0);
    if (node == tree->output->root) {
        tree->node = NULL;
        return CGUMBO_END;
    }
    return settle(tree, node->parent, node->index_within_parent + 1);
}

const char *cgumbo_name(const cgumbo_tree *tree) {
    return gumbo_normalized_tagname(tree->node->v.element.tag);
}

const char *cgumbo_text(const cgumbo_tree *tree) {
    return tree->node->v.text.text;
}

static const GumboAttribute *attribute(const cgumbo_tree *tree, size_t index) {
    return tree->node->v.element.attributes.data[index];
}

size_t cgumbo_attribute_count(const cgumbo_tree *tree) {
    return tree->node->v.element.attributes.length;
}

const char *cgumbo_attribute_name(const cgumbo_tree *tree, size_t index) {
    return attribute(tree, index)->name;
}

const char *cgumbo_attribute_value(const cgumbo_tree *tree, size_t index) {
    return attribute(tree, index)->value;
}
