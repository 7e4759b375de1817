package io.github.hidbpf4j.junit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a test for each kernel and seed. */
final class HidBpfExtension implements TestTemplateInvocationContextProvider {
  /** Configuration parameter for the root folder of relative paths. */
  private static final String ROOT = "hidbpf4j.root";

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), HidBpfTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Path root = Path.of(context.getConfigurationParameter(ROOT).orElse(""));
    HidBpfPlan plan =
        HidBpfPlan.of(
            HidBpfSettings.of(annotations(context)),
            context.getRequiredTestMethod(),
            new NamedFiles(root, context.getRequiredTestClass()));
    return plan.kernels().stream()
        .flatMap(kernel -> plan.seeds().stream().map(seed -> new Invocation(plan, kernel, seed)));
  }

  /** The annotations of the method, its class and the classes around it. */
  private static List<HidBpfTest> annotations(ExtensionContext context) {
    List<HidBpfTest> all = new ArrayList<>();
    AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), HidBpfTest.class)
        .ifPresent(all::add);
    for (@Nullable Class<?> type = context.getRequiredTestClass();
        type != null;
        type = type.getEnclosingClass()) {
      AnnotationSupport.findAnnotation(type, HidBpfTest.class).ifPresent(all::add);
    }
    return all;
  }

  private record Invocation(HidBpfPlan plan, String kernel, long seed)
      implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int invocationIndex) {
      return "kernel " + kernel + (plan.seeds().size() == 1 ? "" : ", seed " + seed);
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new BenchFixture(plan, kernel, seed));
    }
  }
}
