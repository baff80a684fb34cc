// SPDX-License-Identifier: GPL-3.0-or-later
/** Basin of attraction of a refined concept: has it ended where its pointer means, and from how far does it come home? */
package org.gumshoe.steer.basin;
