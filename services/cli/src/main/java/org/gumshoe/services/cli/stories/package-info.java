// SPDX-License-Identifier: GPL-3.0-or-later
/** {@code gumshoe stories}: asks a running system for stories and follows them. */
package org.gumshoe.services.cli.stories;
