package dev.perk.control.node.image;

/** Something that should be an image is not one; the message names the file and what is wrong. */
public final class ImageFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ImageFormatException(String message) {
        super(message);
    }

    /** The same problem, as seen in {@code where}. */
    public ImageFormatException in(String where) {
        var more = new ImageFormatException(where + ": " + getMessage());
        more.addSuppressed(this);
        return more;
    }
}
