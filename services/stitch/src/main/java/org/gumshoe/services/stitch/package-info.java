// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The stitch service: activations of two models in, a linear map from the weak one to the strong
 * one out.
 */
package org.gumshoe.services.stitch;
