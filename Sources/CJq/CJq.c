#include "CJq.h"
typedef int CJq_placeholder;
