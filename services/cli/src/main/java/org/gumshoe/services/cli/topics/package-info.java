// SPDX-License-Identifier: GPL-3.0-or-later
/** {@code gumshoe topics}: the topics and concepts of a running system. */
package org.gumshoe.services.cli.topics;
