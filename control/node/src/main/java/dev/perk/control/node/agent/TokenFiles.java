package dev.perk.control.node.agent;

import dev.perk.kube.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The tokens in the volumes of one pod: the same until four fifths of its life are over, then a new
 * one. Not for several threads at a time.
 *
 * <p>Source: kubernetes {@code pkg/kubelet/token/token_manager.go}.
 */
public final class TokenFiles {
    private static final double RENEWED_AFTER = 0.8;

    /** However long it lives. */
    private static final Duration OLDEST = Duration.ofHours(24);

    private record Known(String token, Instant renewal) {}

    private final PodTokens tokens;
    private final InstantSource clock;
    private final Map<PodTokens.Request, Known> known = new HashMap<>();

    public TokenFiles(PodTokens tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /** The token to show now; one that cannot be renewed is shown on, as it may still hold. */
    PodTokens.Answer get(KubeObject pod, PodTokens.Request request) {
        Instant now = clock.instant();
        Known old = known.get(request);
        if (old != null && now.isBefore(old.renewal())) {
            return new PodTokens.Answer.Issued(old.token(), old.renewal());
        }
        PodTokens.Answer answer = tokens.request(pod, request);
        return switch (answer) {
            case PodTokens.Answer.Issued(String token, Instant expires) -> {
                known.put(request, new Known(token, renewal(now, expires)));
                yield answer;
            }
            case PodTokens.Answer.Refused _ ->
                    old == null ? answer : new PodTokens.Answer.Issued(old.token(), old.renewal());
        };
    }

    private static Instant renewal(Instant now, Instant expires) {
        long life = Duration.between(now, expires).toMillis();
        Instant late = now.plusMillis((long) (life * RENEWED_AFTER));
        Instant oldest = now.plus(OLDEST);
        return late.isBefore(oldest) ? late : oldest;
    }
}
