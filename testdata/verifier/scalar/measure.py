#!/usr/bin/env python3
"""Asks Linux itself: python3 measure.py LINUX_TREE SEED COUNT > linux-6.12.txt

Cuts the scalar functions out of the given source tree into a temporary directory, compiles them
there with measure.c around them (measure-circular.c where the tree has circular ranges, as Linux
7.2 and newer), and prints COUNT cases. Nothing of the tree stays behind. Needs gcc.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

# In the order in which they call each other.
VERIFIER = """
is_reg_const reg_const_value ___mark_reg_known __mark_reg32_known __mark_reg_unbounded
__mark_reg64_unbounded __mark_reg32_unbounded __update_reg32_bounds __update_reg64_bounds
__update_reg_bounds __reg32_deduce_bounds __reg64_deduce_bounds __reg_deduce_mixed_bounds
__reg_deduce_bounds __reg_bound_offset reg_bounds_sync reg_bounds_sanity_check __reg32_bound_s64
__reg_assign_32_into_64 zext_32_to_64 coerce_reg_to_size set_sext64_default_val
coerce_reg_to_size_sx set_sext32_default_val coerce_subreg_to_size_sx scalar32_min_max_add
scalar_min_max_add scalar32_min_max_sub scalar_min_max_sub scalar32_min_max_mul scalar_min_max_mul
scalar32_min_max_and scalar_min_max_and scalar32_min_max_or scalar_min_max_or scalar32_min_max_xor
scalar_min_max_xor __scalar32_min_max_lsh scalar32_min_max_lsh __scalar64_min_max_lsh
scalar_min_max_lsh scalar32_min_max_rsh scalar_min_max_rsh scalar32_min_max_arsh
scalar_min_max_arsh is_safe_to_compute_dst_reg_range maybe_fork_scalars adjust_scalar_min_max_vals
is_scalar_branch_taken flip_opcode rev_opcode regs_refine_cond_op reg_set_min_max range_within
__mark_reg_s32_range
"""
LOG = "is_unum_decimal is_snum_decimal verbose_unum verbose_snum tnum_strn print_scalar_ranges"
CIRCULAR = """
is_reg_const reg_const_value ___mark_reg_known __mark_reg32_known __mark_reg32_unbounded
__mark_reg64_unbounded __mark_reg_unbounded reset_reg64_and_tnum reset_reg32_and_tnum
cnum32_from_tnum cnum64_from_tnum __update_reg32_bounds __update_reg64_bounds __update_reg_bounds
deduce_bounds_32_from_64 deduce_bounds_64_from_32 __reg_deduce_bounds __reg_bound_offset
reg_bounds_sync const_tnum_range_mismatch const_tnum_range_mismatch_32 range_bounds_violation
reg_bounds_sanity_check __mark_reg_s32_range zext_32_to_64 coerce_reg_to_size
set_sext64_default_val coerce_reg_to_size_sx set_sext32_default_val coerce_subreg_to_size_sx
scalar32_min_max_add scalar_min_max_add scalar32_min_max_sub scalar_min_max_sub
scalar32_min_max_mul scalar_min_max_mul scalar32_min_max_udiv scalar_min_max_udiv
scalar32_min_max_sdiv scalar_min_max_sdiv scalar32_min_max_umod scalar_min_max_umod
scalar32_min_max_smod scalar_min_max_smod scalar32_min_max_and scalar_min_max_and
scalar32_min_max_or scalar_min_max_or scalar32_min_max_xor scalar_min_max_xor
__scalar32_min_max_lsh scalar32_min_max_lsh __scalar64_min_max_lsh scalar_min_max_lsh
scalar32_min_max_rsh scalar_min_max_rsh scalar32_min_max_arsh scalar_min_max_arsh scalar_byte_swap
is_safe_to_compute_dst_reg_range maybe_fork_scalars adjust_scalar_min_max_vals
simulate_both_branches_taken is_scalar_branch_taken flip_opcode rev_opcode regs_refine_cond_op
regs_bounds_sanity_check_branches
"""
STEPS = "tnum_union tnum_neg tnum_step tnum_bswap16 tnum_bswap32 tnum_bswap64"
TNUM = """
tnum_const tnum_range tnum_lshift tnum_rshift tnum_arshift tnum_add tnum_sub tnum_and tnum_or
tnum_xor tnum_mul tnum_overlap tnum_intersect tnum_cast tnum_in tnum_subreg tnum_clear_subreg
tnum_with_subreg tnum_const_subreg
"""


def function(source, name):
    """Text of a definition: from the line that names it to the brace that ends it."""
    for match in re.finditer(r"^\w[^\n;]*\b" + name + r"\(", source, re.M):
        opening = source.index("{", match.end())
        semicolon = source.find(";", match.end())
        if 0 <= semicolon < opening:
            continue  # a declaration
        depth = 0
        for position in range(opening, len(source)):
            depth += {"{": 1, "}": -1}.get(source[position], 0)
            if depth == 0:
                return source[match.start():position + 1]
    sys.exit(f"measure.py: no function {name} in this tree: neither Linux 6.12 nor 7.2 or 7.3")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    bpf = pathlib.Path(sys.argv[1], "kernel/bpf")
    circular = (bpf / "cnum.c").is_file()
    wanted = [("tnum.c", TNUM + STEPS if circular else TNUM)]
    wanted += [("verifier.c", CIRCULAR)] if circular else [("log.c", LOG), ("verifier.c", VERIFIER)]
    if circular:
        wanted.append(("states.c", "range_within"))
    parts = []
    for file, names in wanted:
        path = bpf / file
        if not path.is_file():
            sys.exit(f"measure.py: {path} does not exist; give the root of a Linux source tree")
        source = path.read_text()
        parts += [function(source, name) for name in names.split()]
    with tempfile.TemporaryDirectory() as scratch:
        pathlib.Path(scratch, "linux.h").write_text("\n\n".join(parts))
        if circular:
            for file in ("cnum.c", "cnum_defs.h"):
                lines = (bpf / file).read_text().splitlines(keepends=True)
                text = "".join(x for x in lines if "#include <" not in x)
                pathlib.Path(scratch, file).write_text(text)
        driver = pathlib.Path(__file__).with_name(
            "measure-circular.c" if circular else "measure.c")
        program = pathlib.Path(scratch, "measure")
        subprocess.run(["gcc", "-O1", "-fwrapv", "-w", "-I", scratch, "-o", program, driver],
                       check=True)
        subprocess.run([program, sys.argv[2], sys.argv[3]], check=True)


if __name__ == "__main__":
    main()
