// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The tensor engine (PyTorch through DJL): its start and threads, functions compiled from
 * TorchScript, and linear layers.
 */
package org.gumshoe.lm.engine;
