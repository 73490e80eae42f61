package dev.perk.control.node.image;

import java.util.List;

/**
 * An image that this machine has.
 *
 * @param reference the name that it was found by
 * @param digest of its manifest or, where it exists for several platforms, of the index
 * @param layers packed, lowest first
 */
public record LocalImage(
        ImageReference reference,
        ContentDigest digest,
        ImageConfig config,
        List<Descriptor> layers) {

    public LocalImage {
        layers = List.copyOf(layers);
    }

    /** What a Pod's status calls the image: its repository and what was meant by the name. */
    public String id() {
        return reference.name() + "@" + digest;
    }

    /** Bytes of the packed layers. */
    public long size() {
        return layers.stream().mapToLong(Descriptor::size).sum();
    }
}
