/** How commands talk to a Perk that runs: as any client of the API does. */
@NullMarked
package dev.perk.run.cli.client;

import org.jspecify.annotations.NullMarked;
