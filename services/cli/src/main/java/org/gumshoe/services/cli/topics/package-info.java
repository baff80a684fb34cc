// SPDX-License-Identifier: GPL-3.0-or-later
/** Command {@code gumshoe topics}: topics and concepts of a running system. */
package org.gumshoe.services.cli.topics;
