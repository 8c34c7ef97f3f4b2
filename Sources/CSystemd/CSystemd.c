#include "CSystemd.h"
typedef int CSystemd_placeholder;
