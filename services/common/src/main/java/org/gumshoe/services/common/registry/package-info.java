// SPDX-License-Identifier: GPL-3.0-or-later
/** A schema registry, where one is used: ids of schemas by the API that Confluent's and Apicurio's speak. */
package org.gumshoe.services.common.registry;
