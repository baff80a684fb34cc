// SPDX-License-Identifier: GPL-3.0-or-later
/** Libraries of books over the network: polite requests, stored catalogues, downloads that go on. */
package org.gumshoe.services.cli.library;
