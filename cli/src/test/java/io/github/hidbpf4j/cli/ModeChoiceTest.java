package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ModeChoiceTest {
  /** Looking at the kernel's types takes as long as reading all options and the device. */
  @Test
  void doesNotLookAtTheKernelForABridge() {
    ModeChoice choice =
        ModeChoice.of(
            AttachMode.BRIDGE,
            () -> {
              throw new AssertionError("was asked");
            });
    assertThat(choice).isEqualTo(new ModeChoice(false, ""));
  }

  @Test
  void looksForTheOthers() {
    for (AttachMode mode : new AttachMode[] {AttachMode.KERNEL, AttachMode.AUTO}) {
      assertThatThrownBy(
              () ->
                  ModeChoice.of(
                      mode,
                      () -> {
                        throw new IllegalStateException("was asked");
                      }))
          .hasMessage("was asked");
    }
  }
}
