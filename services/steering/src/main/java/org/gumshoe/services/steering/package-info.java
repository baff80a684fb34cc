// SPDX-License-Identifier: GPL-3.0-or-later
/** The steering service: assignments, activations and the stitch map in, steering vectors out. */
package org.gumshoe.services.steering;
