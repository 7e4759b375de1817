package io.github.hidbpf4j.bpf.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HelperTablesTest {
  private static final Path HELPER_DEFS = Path.of("/usr/include/bpf/bpf_helper_defs.h");
  private static final Path UAPI = Path.of("/usr/include/linux/bpf.h");

  /**
   * Prototypes of the kernel that leave arguments of the C declaration unchecked: the class id of
   * the current task needs no context, the flags of a branch snapshot are not looked at.
   */
  private static final Map<String, Integer> UNDECLARED =
      Map.of("get_cgroup_classid_curr", 0, "get_branch_snapshot", 2);

  @Test
  void everyHelperOfTheKernelHasNameAndPrototype() {
    assertThat(HelperNames.count()).isEqualTo(212);
    for (int number = 1; number < HelperNames.count(); number++) {
      assertThat(HelperPrototypes.of(number)).as(HelperNames.of(number)).isNotEmpty();
    }
    assertThat(HelperPrototypes.of(0)).isEmpty();
    assertThat(HelperPrototypes.of(212)).isEmpty();
  }

  @Test
  void namesAndNumbersFindEachOther() {
    assertThat(HelperNames.of(1)).isEqualTo("bpf_map_lookup_elem");
    assertThat(HelperNames.of(16)).isEqualTo("bpf_get_current_comm");
    assertThat(HelperNames.of(181)).isEqualTo("bpf_loop");
    assertThat(HelperNames.of(211)).isEqualTo("bpf_cgrp_storage_delete");
    assertThat(HelperNames.of(212)).isEqualTo("unknown");
    assertThat(HelperNames.of(-1)).isEqualTo("unknown");
    assertThat(HelperNames.exists(0)).isFalse();
    assertThat(HelperNames.number("bpf_timer_init")).hasValue(169);
    assertThat(HelperNames.number("timer_init")).hasValue(169);
    assertThat(HelperNames.number("bpf_nothing")).isEmpty();
    Set<String> names = new HashSet<>();
    IntStream.range(0, 212)
        .mapToObj(HelperNames::of)
        .forEach(n -> assertThat(names.add(n)).isTrue());
  }

  @Test
  void prototypesAgreeWithThemselves() {
    for (HelperPrototype p : HelperPrototypes.all()) {
      assertThat(p.name()).as(p.variant()).isEqualTo(HelperNames.of(p.number()));
      assertThat(HelperPrototypes.get(p.variant())).isSameAs(p);
      for (int r = 1; r <= 5; r++) {
        Argument a = p.argument(r);
        switch (a.type()) {
          case CONST_SIZE, CONST_SIZE_OR_ZERO ->
              assertThat(p.argument(r - 1).type())
                  .as("%s R%d: a size follows its memory", p.variant(), r)
                  .isEqualTo(ArgumentType.PTR_TO_MEM);
          case PTR_TO_MEM ->
              assertThat(
                      a.has(TypeFlag.MEM_FIXED_SIZE)
                          || p.argument(r + 1).type() == ArgumentType.CONST_SIZE
                          || p.argument(r + 1).type() == ArgumentType.CONST_SIZE_OR_ZERO)
                  .as("%s R%d: memory has a size", p.variant(), r)
                  .isTrue();
          case PTR_TO_MAP_KEY, PTR_TO_MAP_VALUE ->
              assertThat(p.arguments().subList(0, r - 1))
                  .as("%s R%d: key and value follow their map", p.variant(), r)
                  .anyMatch(x -> x.type() == ArgumentType.CONST_MAP_PTR);
          case DONTCARE -> assertThat(r).as(p.variant()).isGreaterThan(p.arguments().size());
          default -> {}
        }
        if (a.has(TypeFlag.MEM_UNINIT)) {
          assertThat(a.has(TypeFlag.MEM_WRITE)).as(p.variant()).isTrue();
        }
      }
      if (p.returns().type() == ReturnType.PTR_TO_BTF_ID && p.number() != 194) {
        assertThat(p.returns().btfType()).as(p.variant()).isNotNull();
      }
    }
  }

  @Test
  void prototypesReadAsTheKernelsDo() {
    assertThat(HelperPrototypes.get("map_lookup_elem").returns())
        .hasToString("RET_PTR_TO_MAP_VALUE | MAYBE_NULL");
    assertThat(HelperPrototypes.get("strtol").argument(4))
        .hasToString("ARG_PTR_TO_MEM | MEM_UNINIT | MEM_FIXED_SIZE | MEM_ALIGNED | MEM_WRITE[8]");
    assertThat(HelperPrototypes.get("ringbuf_submit").argument(1).has(TypeFlag.OBJ_RELEASE))
        .isTrue();
    assertThat(HelperPrototypes.get("probe_read_kernel").gplOnly()).isTrue();
    assertThat(HelperPrototypes.get("copy_from_user").mightSleep()).isTrue();
    assertThat(HelperPrototypes.get("get_smp_processor_id").allowFastcall()).isTrue();
    assertThat(HelperPrototypes.get("timer_init").arguments())
        .extracting(Argument::type)
        .containsExactly(
            ArgumentType.PTR_TO_TIMER, ArgumentType.CONST_MAP_PTR, ArgumentType.ANYTHING);
    assertThat(HelperPrototypes.get("loop")).hasToString("bpf_loop#181");
    assertThatThrownBy(() -> HelperPrototypes.get("nothing"))
        .hasMessage("no helper prototype 'nothing'");
  }

  /** C declarations of libbpf: the source of truth for names, numbers and argument counts. */
  @Test
  void agreesWithLibbpf() throws IOException {
    assumeTrue(Files.isReadable(HELPER_DEFS), HELPER_DEFS + " is not there");
    Pattern declaration =
        Pattern.compile("\\(\\* *(?:const )?(bpf_\\w+)\\)\\(([^;]*)\\) = \\(void \\*\\) ?(\\d+);");
    int found = 0;
    for (String line : Files.readAllLines(HELPER_DEFS)) {
      Matcher m = declaration.matcher(line);
      if (!m.find()) {
        continue;
      }
      found++;
      int number = Integer.parseInt(m.group(3));
      String parameters = m.group(2);
      assertThat(HelperNames.of(number)).isEqualTo(m.group(1));
      if (parameters.contains("...")) {
        continue;
      }
      int count = parameters.equals("void") ? 0 : parameters.split(",").length;
      for (HelperPrototype p : HelperPrototypes.of(number)) {
        int expected = UNDECLARED.getOrDefault(p.variant(), count);
        assertThat(p.arguments()).as(p.variant()).hasSize(expected);
      }
    }
    assertThat(found).isGreaterThan(180);
  }

  @Test
  void agreesWithTheUapiHeader() throws IOException {
    assumeTrue(Files.isReadable(UAPI), UAPI + " is not there");
    // Numbered since Linux 6.3; a plain list in order of number before.
    Matcher m =
        Pattern.compile("(?m)^\\s*FN\\((\\w+)(?:, (\\d+), ##ctx)?\\)")
            .matcher(Files.readString(UAPI));
    int next = 0;
    while (m.find()) {
      int number = m.group(2) == null ? next : Integer.parseInt(m.group(2));
      assertThat(HelperNames.of(number)).isEqualTo("bpf_" + m.group(1));
      next = number + 1;
    }
    assertThat(next).isGreaterThan(180);
  }

  @Test
  void argumentsCheckThemselves() {
    assertThatThrownBy(() -> Argument.of(ArgumentType.PTR_TO_MEM, TypeFlag.MEM_FIXED_SIZE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Argument.of(ArgumentType.PTR_TO_MEM).ofSize(4).size()).isEqualTo(4);
    assertThat(Argument.of(ArgumentType.PTR_TO_BTF_ID).ofType("file").btfType()).isEqualTo("file");
    assertThat(List.of(Argument.of(ArgumentType.PTR_TO_MEM, TypeFlag.MEM_WRITE)))
        .containsExactly(Argument.of(ArgumentType.PTR_TO_MEM).with(TypeFlag.MEM_WRITE));
  }
}
