// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The stories service: story requests and the newest steering vectors in, stories out, token by
 * token.
 */
package org.gumshoe.services.stories;
