// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Commands {@code gumshoe model} and {@code gumshoe models}: one language model as a tool, and the
 * models of a running system.
 */
package org.gumshoe.services.cli.model;
