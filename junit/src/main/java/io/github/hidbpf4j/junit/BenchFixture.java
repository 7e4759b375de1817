package io.github.hidbpf4j.junit;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.kernel.verify.KernelList;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.scenario.ExpectationCheck;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.AssertionFailedError;

/** The kernel and the devices of one invocation of a test. */
final class BenchFixture implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private final HidBpfPlan plan;
  private final String kernel;
  private final long seed;
  private final List<Device> devices = new ArrayList<>();
  private @Nullable Bench bench;

  BenchFixture(HidBpfPlan plan, String kernel, long seed) {
    this.plan = plan;
    this.kernel = kernel;
    this.seed = seed;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Bench built;
    try {
      built =
          Bench.of(
              KernelList.profile(kernel),
              seed,
              plan.devices().stream().map(PlannedDevice::setup).toList());
    } catch (BpfException e) {
      throw new AssertionFailedError(
          "kernel %s does not load the fix: %s".formatted(kernel, e.getMessage()), e);
    } catch (HidException e) {
      throw new AssertionFailedError("kernel %s: %s".formatted(kernel, e.getMessage()), e);
    }
    bench = built;
    ExpectationCheck check = new ExpectationCheck(built);
    for (int i = 0; i < plan.devices().size(); i++) {
      devices.add(
          new Device(
              built,
              built.devices().get(i),
              check,
              plan.devices().get(i).recorded(),
              kernel,
              seed));
    }
    if (plan.attached()) {
      devices.forEach(Device::requireAttached);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Bench used = bench;
    if (used == null) {
      return;
    }
    try (used) {
      // A failed test has left what it did not get to.
      if (context.getExecutionException().isEmpty()) {
        devices.forEach(Device::requireNothingLeft);
      }
    }
  }

  // ---- parameters

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Device.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (devices.isEmpty()) {
      throw new ParameterResolutionException(
          "a Device exists from @BeforeEach to @AfterEach: a constructor cannot have one");
    }
    HidBpfDevice wanted = parameter.findAnnotation(HidBpfDevice.class).orElse(null);
    if (wanted == null && devices.size() > 1) {
      throw new ParameterResolutionException(
          "which device? Parameters of a test with several have @HidBpfDevice(\"RECORDING\")");
    }
    int skip = sameBefore(parameter, wanted);
    for (int i = 0; i < devices.size(); i++) {
      if ((wanted == null || wanted.equals(plan.devices().get(i).parameter())) && skip-- == 0) {
        return devices.get(i);
      }
    }
    throw new ParameterResolutionException("no parameter of the test has " + wanted);
  }

  /** Counts earlier parameters for the same recording: each is a separate device. */
  private static int sameBefore(ParameterContext parameter, @Nullable HidBpfDevice wanted) {
    int same = 0;
    Parameter[] all = parameter.getDeclaringExecutable().getParameters();
    for (int i = 0; wanted != null && i < parameter.getIndex(); i++) {
      same += wanted.equals(all[i].getAnnotation(HidBpfDevice.class)) ? 1 : 0;
    }
    return same;
  }
}
