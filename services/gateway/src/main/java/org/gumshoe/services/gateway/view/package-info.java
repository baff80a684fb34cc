// SPDX-License-Identifier: GPL-3.0-or-later
/** What the page shows, folded from the topics: each view can be rebuilt from them, and is bounded. */
package org.gumshoe.services.gateway.view;
