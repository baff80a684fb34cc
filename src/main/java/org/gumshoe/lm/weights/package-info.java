// SPDX-License-Identifier: GPL-3.0-or-later
/** Model files: stored tensors, their number formats, and readers that decode them to f32. */
package org.gumshoe.lm.weights;
