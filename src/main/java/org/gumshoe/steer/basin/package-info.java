// SPDX-License-Identifier: GPL-3.0-or-later
/** Basin of attraction of a refined concept: whether it has ended where its pointer means, and from how far it comes home. */
package org.gumshoe.steer.basin;
