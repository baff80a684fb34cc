// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Activations service: reads passages with a language model and publishes the residual stream at
 * the layers that are read.
 */
package org.gumshoe.services.activations;
