// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * {@code gumshoe model} and {@code models}: one language model as a tool, and those of a running
 * system.
 */
package org.gumshoe.services.cli.model;
