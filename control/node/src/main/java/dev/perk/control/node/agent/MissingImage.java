package dev.perk.control.node.agent;

import dev.perk.kube.control.EventNote;
import java.time.Duration;
import java.util.List;

/**
 * What is said of a container whose image is not on this machine. Source of the texts: kubernetes
 * {@code pkg/kubelet/images/image_manager.go}.
 *
 * @param image as the Pod writes it
 * @param never whether the Pod forbids to pull it
 */
public record MissingImage(String image, boolean never) {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final Duration LAST_RETRY = Duration.ofMinutes(5);
    private static final int DOUBLINGS_TO_LAST = 5;

    /** The state right after a try. */
    public ContainerState.Waiting failed() {
        return never
                ? new ContainerState.Waiting("ErrImageNeverPull", notPresent())
                : new ContainerState.Waiting("ErrImagePull", help());
    }

    public List<EventNote> eventsOfFailure() {
        if (never) {
            return List.of(
                    EventNote.warning("ErrImageNeverPull", notPresent()),
                    EventNote.warning("Failed", "Error: ErrImageNeverPull"));
        }
        return List.of(
                EventNote.normal("Pulling", "Pulling image \"" + image + "\""),
                EventNote.warning("Failed", "Failed to pull image \"" + image + "\": " + help()),
                EventNote.warning("Failed", "Error: ErrImagePull"));
    }

    /** The state between two tries. */
    public ContainerState.Waiting backingOff() {
        return never
                ? failed()
                : new ContainerState.Waiting(
                        "ImagePullBackOff", "Back-off pulling image \"" + image + "\": " + help());
    }

    public List<EventNote> eventsOfBackOff() {
        return never
                ? List.of()
                : List.of(
                        EventNote.normal("BackOff", "Back-off pulling image \"" + image + "\""),
                        EventNote.warning("Failed", "Error: ImagePullBackOff"));
    }

    /**
     * How long until the next try counts as one.
     *
     * @param failures so far, 1 or more
     */
    public static Duration retryAfter(int failures) {
        Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_TO_LAST));
        return delay.compareTo(LAST_RETRY) < 0 ? delay : LAST_RETRY;
    }

    private String notPresent() {
        return "Container image \"" + image + "\" is not present with pull policy of Never";
    }

    private String help() {
        return "image \""
                + image
                + "\" is not on this machine, and pulling from registries is not built yet; load it"
                + " with: perk image load PATH "
                + image;
    }
}
