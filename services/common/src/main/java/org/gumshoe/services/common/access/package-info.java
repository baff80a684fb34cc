// SPDX-License-Identifier: GPL-3.0-or-later
/** Permissions that a service needs on a broker with an authorizer, and their texts for tools. */
package org.gumshoe.services.common.access;
