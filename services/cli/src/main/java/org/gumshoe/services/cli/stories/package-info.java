// SPDX-License-Identifier: GPL-3.0-or-later
/** Command {@code gumshoe stories}: requests stories from a running system and follows them. */
package org.gumshoe.services.cli.stories;
