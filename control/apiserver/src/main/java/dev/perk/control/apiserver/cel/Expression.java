package dev.perk.control.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.perk.control.apiserver.cel.functions.KubernetesFunctions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One CEL expression, ready to be asked. */
public final class Expression {

    /** What has come of compiling. */
    public sealed interface Compiled {
        record Ready(Expression expression) implements Compiled {}

        /** In the compiler's words. */
        record Refused(String why) implements Compiled {}
    }

    /** What has come of asking. */
    public sealed interface Answer {
        /** A Java value: Boolean, Long, Double, String, List, Map. */
        record Value(Object value) implements Answer {
            public boolean isTrue() {
                return value.equals(true);
            }
        }

        /** It has no value, as when a field is not there. */
        record Failure(String why) implements Answer {}

        /** Asking on would take too long. */
        record TooCostly(String why) implements Answer {}
    }

    /** Rules come again with every definition; each is compiled once. */
    private static final Map<Key, Compiled> KNOWN = new ConcurrentHashMap<>();

    private static final int MOST_KNOWN = 4096;

    /** Upstream's library says it in other words, which people search for. */
    private static final Pattern MISSING_KEY = Pattern.compile("key '(.*)' is not present in map");

    private record Key(String text, List<String> variables) {}

    private static final class Evaluation {
        static final CelRuntime RUNTIME =
                CelRuntimeFactory.legacyCelRuntimeBuilder()
                        .setOptions(OPTIONS)
                        .addLibraries(
                                CelExtensions.strings(),
                                CelExtensions.sets(OPTIONS),
                                CelExtensions.optional(),
                                new KubernetesFunctions())
                        .build();
    }

    private static final CelOptions OPTIONS =
            CelOptions.current().comprehensionMaxIterations((int) Budget.PER_CALL).build();

    private final CelRuntime.Program program;

    private Expression(CelRuntime.Program program) {
        this.program = program;
    }

    /**
     * @param variables the names that the expression may use, of any type
     */
    public static Compiled compile(String text, List<String> variables) {
        if (KNOWN.size() > MOST_KNOWN) {
            KNOWN.clear();
        }
        return KNOWN.computeIfAbsent(
                new Key(text, List.copyOf(variables)),
                key -> compileNow(key.text(), key.variables()));
    }

    private static Compiled compileNow(String text, List<String> variables) {
        CelCompilerBuilder builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                        .setOptions(OPTIONS)
                        .addLibraries(
                                CelExtensions.strings(),
                                CelExtensions.sets(OPTIONS),
                                CelExtensions.optional(),
                                new KubernetesFunctions());
        variables.forEach(name -> builder.addVar(name, SimpleType.DYN));
        CelCompiler compiler = builder.build();
        try {
            CelAbstractSyntaxTree tree = compiler.compile(text).getAst();
            return new Compiled.Ready(new Expression(Evaluation.RUNTIME.createProgram(tree)));
        } catch (CelValidationException | CelEvaluationException e) {
            return new Compiled.Refused(String.valueOf(e.getMessage()));
        }
    }

    /**
     * @param variables a value for each name
     * @param budget what this and others may cost
     */
    public Answer ask(Map<String, Object> variables, Budget budget) {
        Budget.Call call = budget.call();
        try {
            return new Answer.Value(program.trace(variables, call));
        } catch (Budget.Exhausted e) {
            return new Answer.TooCostly(Budget.EXHAUSTED);
        } catch (CelEvaluationException e) {
            if (call.isTooMuch()) {
                return new Answer.TooCostly(Budget.EXHAUSTED);
            }
            Matcher missing = MISSING_KEY.matcher(String.valueOf(e.getMessage()));
            return new Answer.Failure(
                    missing.find()
                            ? "no such key: " + missing.group(1)
                            : String.valueOf(e.getMessage()));
        } finally {
            call.done();
        }
    }
}
