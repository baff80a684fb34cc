// SPDX-License-Identifier: GPL-3.0-or-later
/** Steering service: turns assignments, activations and the stitch map into steering vectors. */
package org.gumshoe.services.steering;
