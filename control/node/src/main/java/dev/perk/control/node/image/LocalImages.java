package dev.perk.control.node.image;

import java.io.IOException;
import java.util.Optional;

/** The images that a machine has. */
@FunctionalInterface
public interface LocalImages {

    /** The image that {@code reference} names; empty if it is not here. */
    Optional<LocalImage> find(ImageReference reference) throws IOException;
}
