// SPDX-License-Identifier: GPL-3.0-or-later
/** What the gateway's calls are made of: their description, their answers' shapes, files and records. */
package org.gumshoe.services.gateway.http;
