// SPDX-License-Identifier: GPL-3.0-or-later
/** Stories service: writes requested stories, token by token, steered by the newest vectors. */
package org.gumshoe.services.stories;
