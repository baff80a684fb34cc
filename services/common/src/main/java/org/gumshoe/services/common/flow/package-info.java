// SPDX-License-Identifier: GPL-3.0-or-later
/** How records flow through the services, as the brokers know it: rates, and lag in seconds. */
package org.gumshoe.services.common.flow;
