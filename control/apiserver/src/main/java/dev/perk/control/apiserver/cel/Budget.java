package dev.perk.control.apiserver.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;

/**
 * What a rule may still cost, as rules of others run on this server's time: one for each step, and
 * more for steps that make long texts or lists.
 *
 * <p>Source of the numbers: {@code k8s.io/apiserver pkg/apis/cel/config.go}.
 */
public final class Budget {
    /** For one rule and one value. */
    static final long PER_CALL = 1_000_000;

    /** For all rules of one object. */
    static final long PER_OBJECT = 10_000_000;

    static final String EXHAUSTED = "operation cancelled: actual cost limit exceeded";

    private static final int CHARACTERS_PER_STEP = 10;

    /** A step that nobody paid for was one too many. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exhausted() {
            super(EXHAUSTED, null, false, false);
        }
    }

    private long left;

    Budget(long left) {
        this.left = left;
    }

    public static Budget ofOneCall() {
        return new Budget(PER_CALL);
    }

    boolean isExhausted() {
        return left < 0;
    }

    /** Lets one call have its share; what it has not used comes back. */
    Call call() {
        return new Call(Math.min(left, PER_CALL));
    }

    final class Call implements CelEvaluationListener {
        private final long share;
        private long spent;

        private Call(long share) {
            this.share = share;
        }

        @Override
        public void callback(CelExpr step, Object result) {
            spent += 1 + size(step, result);
            if (spent > share) {
                left = -1;
                throw new Exhausted();
            }
        }

        /** Of what was made in this step; what was there before costs nothing more. */
        private static long size(CelExpr step, Object result) {
            if (step.getKind() != Kind.CALL) {
                return 0;
            }
            return switch (result) {
                case CharSequence text -> text.length() / CHARACTERS_PER_STEP;
                case Collection<?> list -> list.size();
                default -> 0;
            };
        }

        void done() {
            left -= spent;
        }

        boolean isTooMuch() {
            return spent > share;
        }
    }
}
