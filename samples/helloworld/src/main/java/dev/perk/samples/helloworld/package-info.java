/** Packs the sample into an image on the user's machine: no Docker, no registry, no base image. */
@NullMarked
package dev.perk.samples.helloworld;

import org.jspecify.annotations.NullMarked;
