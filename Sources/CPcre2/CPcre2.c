#include "CPcre2.h"
typedef int CPcre2_placeholder;
