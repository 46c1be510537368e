/** Skills as JSON. What a fixture does not give is the same for every skill (decided). */
import type { Catalog } from '../../world/model/catalog.ts';
import type { Skill } from '../../world/resources/catalog.ts';
import { dateTime } from '../date-time.ts';
import type { Shape } from '../documents/neighbours.ts';

/** A name for programs, such as `book_an_appointment`, where the skill has none. */
function slugOf(name: string): string {
  return (name.toLowerCase().match(/[a-z0-9]+/g) ?? ['skill']).join('_');
}

/** A `SkillResponse`. Nothing runs a skill here, so no model is named and no tool is attached. */
export function skillJson(catalog: Catalog, skill: Skill): Shape<'SkillResponse'> {
  const { skillId, description, enabled, inputSchema } = skill;
  const name = skill.name || `Skill ${skillId.slice(0, 8)}`;
  const at = dateTime(catalog.createdAt);
  return {
    id: skillId,
    workspace_id: catalog.workspaceId,
    slug: skill.slug || slugOf(name),
    name,
    description,
    system_prompt: description || name,
    input_schema: { ...inputSchema },
    result_schema: null,
    model: 'emulated',
    max_tokens: 4096,
    max_result_chars: 4000,
    max_input_tokens: null,
    timeout_s: 30,
    thinking_effort: null,
    temperature: null,
    top_p: null,
    enable_caching: false,
    enable_citations: false,
    use_structured_output: false,
    integration_tools: [],
    static_tools: [],
    enabled,
    max_agent_turns: 10,
    checkpoint_enabled: false,
    approval_required: false,
    created_at: at,
    updated_at: at,
  };
}
