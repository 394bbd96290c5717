import { z } from 'zod';
import { blockKinds } from '/work/main/src/blocks/registry.ts';
for (const t of ['embed','choice input','webhook','Return','Set variable','cards']) console.log(t, JSON.stringify(z.toJSONSchema(blockKinds.get(t)!.schema, {io:'input', unrepresentable:'any'})));
