package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.TimerFunctions;
import io.github.hidbpf4j.kernel.profile.Profiles;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The function that sets the callback of a work queue: {@code bpf_wq_set_callback_impl} up to Linux
 * 6.19, {@code bpf_wq_set_callback} with an implicit argument from 7.0 on.
 */
class WorkQueueByReleaseTest {
  @ParameterizedTest
  @ValueSource(strings = {"6.11", "6.12", "6.19", "7.0", "7.3"})
  void anObjectThatKnowsBothDefersEverywhere(String profile) {
    AsyncDevice d = new AsyncDevice(profile);
    LoadedObject o = d.kernel.load(AsyncOps.open("either_wq.bpf.o"), LoadOptions.forDevice(1));
    d.attach(o, "either_wq");
    d.input(1, 0, 0, 0, 0, 0);
    d.input(1, 0, 0, 0, 0, 0);
    assertThat(AsyncDevice.s64(o, "work_run")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7.0", "7.3"})
  void theFormerPrototypeIsThereButIsNoKfunc(String profile) {
    AsyncDevice d = new AsyncDevice(profile);
    assertThatThrownBy(() -> d.load("stamp.bpf.o", Map.of()))
        .isInstanceOf(BpfException.class)
        .hasMessageContaining("extern (func ksym) 'bpf_wq_set_callback_impl': func_proto [")
        .hasMessageContaining("] incompatible with vmlinux [");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.3", "6.10", "6.12", "6.19", "7.0", "7.3"})
  void oneOfThemInEachProfile(String name) {
    ApiProfile profile = Profiles.forName(name).orElseThrow();
    boolean has = !name.equals("6.3");
    boolean implicit = name.startsWith("7.");
    assertThat(profile.has(TimerFunctions.WQ_SET_CALLBACK)).isEqualTo(implicit);
    assertThat(profile.has(TimerFunctions.WQ_SET_CALLBACK_IMPL)).isEqualTo(has && !implicit);
  }
}
