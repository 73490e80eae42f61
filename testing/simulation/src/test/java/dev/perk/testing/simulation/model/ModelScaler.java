package dev.perk.testing.simulation.model;

/**
 * The scaler as §3.2, §3.3 and §3.4 write it down, for a revision that a route leads to and that
 * has worked before; grace period and switches are at their defaults. Times are seconds.
 */
final class ModelScaler {
    private static final long GRACE = 30;
    private static final long ACTIVATION_TIMEOUT = 600 + 30;

    private enum Active {
        TRUE,
        FALSE,
        UNKNOWN
    }

    private final ModelSettings settings;
    private Active active;
    private long activeSince;
    private boolean serve;
    private boolean activatorsInPath = true;
    private long inPathSince;

    int want;
    boolean apply;

    ModelScaler(ModelSettings settings, int ready, double now) {
        this.settings = settings;
        this.active = ready > 0 ? Active.TRUE : Active.FALSE;
        this.activeSince = (long) now;
        this.inPathSince = (long) now;
    }

    void reconcile(double now, int desired, int excessBurst, int ready) {
        endpoints(now, ready);
        scale(now, desired);
        serve = want > 0 && excessBurst >= 0;
        computeActive(now, ready);
        endpoints(now, ready);
    }

    /** Endpoints lead to activators in Proxy mode, and while there is no pod (§3.7). */
    private void endpoints(double now, int ready) {
        boolean inPath = !serve || ready == 0;
        if (inPath != activatorsInPath) {
            activatorsInPath = inPath;
            inPathSince = (long) now;
        }
    }

    private void scale(double now, int desired) {
        if (desired < 0 && active != Active.UNKNOWN) {
            answer(desired, false);
            return;
        }
        int bounded =
                desired < settings.min()
                        ? settings.min()
                        : settings.max() != 0 && desired > settings.max()
                                ? settings.max()
                                : desired;
        double since = now - activeSince;
        if (bounded != 0) {
            answer(bounded, true);
        } else if (active == Active.UNKNOWN) {
            answer(since > ACTIVATION_TIMEOUT ? 0 : -1, since > ACTIVATION_TIMEOUT);
        } else if (active == Active.TRUE) {
            answer(since >= settings.stableWindow() ? 0 : 1, since < settings.stableWindow());
        } else {
            answer(0, mayGo(since, activatorsInPath ? now - inPathSince : 0));
        }
    }

    private boolean mayGo(double inactiveFor, double proxiedFor) {
        if (settings.burst() != -1 && serve) {
            return false; // the probe does not reach an activator
        }
        if (inactiveFor >= Math.max(GRACE, settings.retention())) {
            return true;
        }
        return inactiveFor >= settings.retention() && proxiedFor >= GRACE;
    }

    private void answer(int pods, boolean applied) {
        want = pods;
        apply = applied;
    }

    private void computeActive(double now, int ready) {
        int minReady = Math.max(1, settings.min());
        Active next = active;
        if (want == 0) {
            next = Active.FALSE;
        } else if (ready < minReady) {
            next = want > 0 || active != Active.FALSE ? Active.UNKNOWN : Active.FALSE;
        } else if (want > 0 || active != Active.FALSE) {
            next = Active.TRUE;
        }
        if (next != active) {
            active = next;
            activeSince = (long) now;
        }
    }
}
