// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Stitch service: turns activations of two models into a linear map from the weak to the strong
 * one.
 */
package org.gumshoe.services.stitch;
