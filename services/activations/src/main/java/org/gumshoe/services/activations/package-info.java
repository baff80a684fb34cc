// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The activations service: passages and a language model in, the residual stream at the layers that
 * are read out.
 */
package org.gumshoe.services.activations;
