// SPDX-License-Identifier: GPL-3.0-or-later
/** The topics service: passages in, an online LDA model out. */
package org.gumshoe.services.topics;
