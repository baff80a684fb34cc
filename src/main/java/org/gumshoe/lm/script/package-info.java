// SPDX-License-Identifier: GPL-3.0-or-later
/** The TorchScript sources of a transformer's blocks, and of the norms and linear layers in them. */
package org.gumshoe.lm.script;
