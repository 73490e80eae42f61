package dev.perk.control.apiserver.cel.functions;

import dev.cel.checker.CelCheckerBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All of them, for the compiler and for the runtime. */
public final class KubernetesFunctions implements CelCompilerLibrary, CelRuntimeLibrary {
    private static final List<CelFunction> ALL =
            Stream.of(
                            ListFunctions.ALL,
                            TextFunctions.ALL,
                            UrlFunctions.ALL,
                            QuantityFunctions.ALL,
                            AddressFunctions.ALL,
                            FormatFunctions.ALL)
                    .flatMap(List::stream)
                    .toList();

    @Override
    public void setCheckerOptions(CelCheckerBuilder checker) {
        Map<String, List<CelOverloadDecl>> overloads =
                ALL.stream()
                        .collect(
                                Collectors.groupingBy(
                                        CelFunction::name,
                                        Collectors.mapping(
                                                CelFunction::declaration, Collectors.toList())));
        overloads.forEach((name, ways) ->
                checker.addFunctionDeclarations(
                        CelFunctionDecl.newFunctionDeclaration(name, ways)));
    }

    @Override
    public void setRuntimeOptions(CelRuntimeBuilder runtime) {
        ALL.forEach(function -> runtime.addFunctionBindings(function.binding()));
    }
}
