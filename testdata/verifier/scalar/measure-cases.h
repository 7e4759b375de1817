/* SPDX-License-Identifier: Apache-2.0
 *
 * The end of measure.c and of measure-circular.c: the cases that both draw. Before it stand
 * scalar(), print_scalar(), arithmetic(), jump() and shown() of either, and linux.h.
 */

static void other_function(struct bpf_reg_state a, struct bpf_reg_state b)
{
	int which = below(12);

	printf("fn %d", which);
	print_scalar(&a);
	print_scalar(&b);
	switch (which) {
	case 0: reg_bounds_sync(&a); break;
	case 1: zext_32_to_64(&a); break;
	case 2: coerce_reg_to_size(&a, 1); break;
	case 3: coerce_reg_to_size(&a, 2); break;
	case 4: coerce_reg_to_size(&a, 4); break;
	case 5: coerce_reg_to_size_sx(&a, 1); break;
	case 6: coerce_reg_to_size_sx(&a, 2); break;
	case 7: coerce_reg_to_size_sx(&a, 4); break;
	case 8: coerce_subreg_to_size_sx(&a, 1); break;
	case 9: coerce_subreg_to_size_sx(&a, 2); break;
	case 10: __mark_reg_s32_range(&env, &a, 0, b.var_off.value, reg_smax(&b)); break;
	default: reg_bounds_sanity_check(&env, &a, "alu"); break;
	}
	print_scalar(&a);
	printf(" | %d", range_within(&a, &b) && tnum_in(a.var_off, b.var_off));
	print_log();
}

int main(int argc, char **argv)
{
	state = strtoull(argv[1], NULL, 0);
	for (long left = atol(argv[2]); left > 0; left--) {
		struct bpf_reg_state a = scalar();
		struct bpf_reg_state b = scalar();
		u64 kind = below(10);

		log_length = 0;
		log_text[0] = 0;
		if (kind < 4)
			arithmetic(a, b);
		else if (kind < 8)
			jump(a, b);
		else if (kind == 8)
			other_function(a, b);
		else
			shown(a);
		putchar('\n');
	}
}
