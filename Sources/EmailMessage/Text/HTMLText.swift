/// HTML as people read it, without markup.
package enum HTMLText {
    /// The text of an HTML message, with line feeds; empty where nothing of it can be seen.
    ///
    /// Links keep their target (`text <target>`), lists their bullets and numbers, quotes `> `, tables of data their
    /// columns, images their description (`[alt]`). What is hidden from readers is left out. Any input is read, also
    /// what is no HTML; time and memory are linear in it, and what follows 2 MiB of markup and text is left out.
    package static func readable(from html: String) -> String {
        TextLine.joined(HTMLRenderer.lines(of: HTMLTree(html)))
    }
}
