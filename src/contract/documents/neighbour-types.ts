/** The shapes of the neighbours: generated from `openapi.neighbours.json` by `npm run generate`. */
export interface components {
  schemas: {
    AgentResponse: {
      id: string;
      workspace_id: string;
      name: string;
      description: string;
      latest_version?: number;
      created_at: string;
      updated_at: string;
    };
    AgentTranscriptDeltaEvent: {
      type: 'agent_transcript_delta';
      delta: string;
    };
    AgentTranscriptEvent: {
      type: 'agent_transcript';
      transcript: string;
      action?: string | null;
      interrupted?: boolean;
      filler_type?: ('empathy' | 'receipt' | 'working') | null;
      speaker_id?: string | null;
      speaker_role?: string | null;
      streaming?: boolean | null;
    };
    AuditSummary: {
      event_count?: number;
      latest_event?: {
        [key: string]: unknown;
      } | null;
    };
    AuthInfoResponse: {
      workspace_id: string;
      key_id: string;
      name: string | null;
      expires_at: string;
      expires_in_seconds: number;
    };
    BackgroundString: string;
    BargeInEvent: {
      type?: 'barge_in';
      interrupted_text?: string | null;
      discarded_texts?: string[] | null;
      interrupted_speaker_id?: string | null;
      interrupting_speaker_id?: string | null;
      total_barge_ins?: number | null;
    };
    CallDetailResponse: {
      id: string;
      call_sid?: string | null;
      workspace_id?: string | null;
      service_id?: string | null;
      caller_id?: string | null;
      phone_number?: string | null;
      direction?: ('inbound' | 'outbound' | 'playground' | 'simulated' | 'test') | null;
      status?: string;
      error?: string | null;
      call_start_time?: string | null;
      call_end_time?: string | null;
      call_duration_seconds?: number;
      media_start_time?: string | null;
      config?: components['schemas']['ConversationConfig'] | null;
      turns?: components['schemas']['Turn'][];
      states_visited?: string[];
      final_state?: string | null;
      triggered_behaviors?: string[];
      completion_reason?:
        | (
            | 'completed'
            | 'abandoned'
            | 'escalated'
            | 'transferred'
            | 'timeout'
            | 'error'
            | 'voicemail'
            | 'no_answer'
            | 'caller_hangup'
            | 'forwarded'
            | 'terminal_state'
            | 'warm_transfer_completed'
            | 'no_inbound_audio'
            | 'cancelled'
          )
        | null;
      emotional_summary?: components['schemas']['EmotionalSummary'] | null;
      forwarding?: components['schemas']['ForwardingDetails'] | null;
      conference_sid?: string | null;
      participants?: components['schemas']['Participant'][];
      barge_in_events?: components['schemas']['BargeInEvent'][];
      recording_path?: string | null;
      twilio_recording_sid?: string | null;
      twilio_recording_duration?: number | null;
      has_recording?: boolean;
      timeline?: components['schemas']['PlaybackTimeline'] | null;
      verified_transcript?: string | null;
      verified_words?:
        | {
            [key: string]: unknown;
          }[]
        | null;
      transcript_accuracy?: number | null;
      per_turn_accuracy?: (number | null)[] | null;
      call_analysis?: {
        [key: string]: unknown;
      } | null;
      source?: ('real' | 'simulation' | 'playground') | null;
      run_id?: string | null;
      score?: number | null;
      score_rationale?: string | null;
      parent_session_id?: string | null;
      fork_turn_index?: number | null;
      escalation?: components['schemas']['EscalationState'] | null;
      safety?: components['schemas']['SafetyState'] | null;
      human_segments?: components['schemas']['HumanSegment'][];
      audit?: components['schemas']['AuditSummary'] | null;
      quality_score?: number | null;
      conversation_summary?: {
        [key: string]: unknown;
      } | null;
      safety_summary?: {
        [key: string]: unknown;
      } | null;
    };
    CallEndedEvent: {
      event_type: 'call.ended';
      call_sid: string;
      direction: 'inbound' | 'outbound' | 'playground' | 'simulated' | 'test';
      duration_seconds: number;
      completion_reason:
        | 'completed'
        | 'abandoned'
        | 'escalated'
        | 'transferred'
        | 'timeout'
        | 'error'
        | 'voicemail'
        | 'no_answer'
        | 'caller_hangup'
        | 'forwarded'
        | 'terminal_state'
        | 'warm_transfer_completed'
        | 'no_inbound_audio'
        | 'cancelled';
      escalated?: boolean;
    };
    CallListResponse: {
      items: components['schemas']['CallSummary'][];
      total: number;
      has_more: boolean;
      continuation_token?: number | null;
    };
    CallStartedEvent: {
      event_type: 'call.started';
      call_sid: string;
      direction: 'inbound' | 'outbound' | 'playground' | 'simulated' | 'test';
      service_id: string;
      caller_id?: string | null;
    };
    CallSummary: {
      entity_id: string;
      call_sid?: string | null;
      direction?: ('inbound' | 'outbound' | 'playground' | 'simulated' | 'test') | null;
      phone_number?: string | null;
      caller_id?: string | null;
      started_at?: string | null;
      duration_seconds?: number | null;
      status?:
        | (
            | 'initiated'
            | 'ringing'
            | 'in-progress'
            | 'completed'
            | 'busy'
            | 'no-answer'
            | 'canceled'
            | 'failed'
            | 'unknown'
          )
        | null;
      escalation_status?: string | null;
      turns?: number | null;
      has_recording?: boolean | null;
      quality_score?: number | null;
      final_state?: string | null;
      completion_reason?:
        | (
            | 'completed'
            | 'abandoned'
            | 'escalated'
            | 'transferred'
            | 'timeout'
            | 'error'
            | 'voicemail'
            | 'no_answer'
            | 'caller_hangup'
            | 'forwarded'
            | 'terminal_state'
            | 'warm_transfer_completed'
            | 'no_inbound_audio'
            | 'cancelled'
          )
        | null;
      service_id?: string | null;
      source?: ('real' | 'simulation' | 'playground') | null;
      run_id?: string | null;
      parent_session_id?: string | null;
      fork_turn_index?: number | null;
    };
    CallTranscriptResponse: {
      call_entity_id: string;
      call_sid: string | null;
      total_segments: number;
      segments: components['schemas']['TranscriptSegment'][];
    };
    CanonicalIdLookupString: string;
    ChannelKind: 'voice' | 'sms' | 'whatsapp' | 'email' | 'web' | 'imessage';
    ConceptMatch: {
      concept?: string | null;
      similarity?: number | null;
      agent_action?: string | null;
      agent_confidence?: number | null;
      agent_reasoning?: string | null;
      at?: string | null;
    };
    ContentPartPayload: {
      type?: string;
      text?: string | null;
      url?: string | null;
      media_type?: string | null;
      provider_id?: string | null;
      metadata?: {
        [key: string]: unknown;
      };
    };
    ConversationConfig: {
      agent_id?: string | null;
      agent_version?: number | null;
      agent_name?: string | null;
      context_graph_id?: string | null;
      context_graph_version?: number | null;
      initial_state?: string | null;
      gpt_audio_model?: string | null;
      navigation_model?: string | null;
    };
    ConversationDetail: {
      id: string;
      channel_kind: components['schemas']['ChannelKind'];
      status: 'active' | 'closed' | 'completed' | 'in-progress' | 'failed' | 'paused';
      lifecycle: 'active' | 'dormant' | 'closed';
      entity_id?: string | null;
      service_id?: string | null;
      direction?: string | null;
      turn_count?: number;
      duration_seconds?: number | null;
      created_at: string;
      updated_at: string;
      call_sid?: string | null;
      caller_id?: string | null;
      phone_number?: string | null;
      quality_score?: number | null;
      has_recording?: boolean | null;
      completion_reason?: string | null;
      escalation_status?: string | null;
      final_state?: string | null;
      source?: string | null;
      turns?: components['schemas']['ConversationTurn'][];
      plan?: string | null;
      voice?: components['schemas']['VoiceDetail'] | null;
    };
    ConversationToolCallDetail: {
      tool_name: string;
      call_id: string;
      input?: {
        [key: string]: unknown;
      };
      result?: string;
      succeeded?: boolean;
      duration_ms?: number | null;
      error_message?: string | null;
    };
    ConversationTurn: {
      turn_id?: string | null;
      turn_index?: number | null;
      role: 'agent' | 'user' | 'system';
      text: string;
      timestamp?: string | null;
      channel?: components['schemas']['ChannelKind'] | null;
      content?: components['schemas']['ContentPartPayload'][];
      tool_calls?: components['schemas']['ConversationToolCallDetail'][];
      selected_action_description?: string | null;
      state_transition?: components['schemas']['ConversationTurnStateTransition'] | null;
      state_transitions?: components['schemas']['ConversationTurnStateTransition'][];
      available_actions?: components['schemas']['ConversationTurnAvailableAction'][];
    };
    ConversationTurnAvailableAction: {
      description: string;
    };
    ConversationTurnStateTransition: {
      from: string;
      to: string;
    };
    CreateApiKeyResponse: {
      key_id: string;
      api_key: string;
      name: string | null;
      role: string;
      permissions: string[];
      expires_at: string;
      created_by_entity_id: string | null;
      created_by_credential_id: string | null;
    };
    CreateConversationRequest: {
      service_id: string;
      entity_id?: string | null;
      channel?: components['schemas']['ChannelKind'];
      recipient?: components['schemas']['PhoneE164'] | null;
      use_case_id?: string | null;
      instruction?: components['schemas']['BackgroundString'] | null;
      force_new?: boolean;
    };
    EmotionalSummary: {
      dominant_emotion?: string | null;
      average_valence?: number | null;
      average_arousal?: number | null;
      peak_negative_valence?: number | null;
      peak_negative_emotion?: string | null;
      emotional_shifts?: number | null;
      final_trend?: string | null;
      segment_count?: number | null;
      barge_in_count?: number | null;
      compound_emotions?:
        | {
            [key: string]: unknown;
          }[]
        | null;
    };
    EntityListResponse: {
      entities: components['schemas']['EntityResponse'][];
      total: number;
      has_more: boolean;
      next_offset?: number | null;
    };
    EntityResolveExternalId: {
      system: components['schemas']['ExternalSystemString'];
      value: components['schemas']['ExternalValueString'];
    };
    EntityResolveMatch: {
      entity_id: string;
      entity_type: string;
      confidence: number;
      matched_on?: ('entity_id' | 'phone' | 'email' | 'canonical_id' | 'external_id')[];
      summary: components['schemas']['EntityResolveSummary'];
    };
    EntityResolveRequest: {
      entity_type: components['schemas']['EntityTypeString'];
      phone?: components['schemas']['PhoneE164'] | null;
      email?: string | null;
      canonical_id?: components['schemas']['CanonicalIdLookupString'] | null;
      external_id?: components['schemas']['EntityResolveExternalId'] | null;
      entity_id?: string | null;
      limit?: number;
    };
    EntityResolveResponse: {
      matches?: components['schemas']['EntityResolveMatch'][];
      total: number;
    };
    EntityResolveSummary: {
      display_name?: string | null;
      name?: string | null;
      phone?: string | null;
      email?: string | null;
      birth_date?: string | null;
      mrn?: string | null;
      canonical_id?: string | null;
      external_ids?: {
        [key: string]: unknown;
      };
      last_event_at?: string | null;
      event_count?: number;
      tags?: string[];
    };
    EntityResponse: {
      id: string;
      workspace_id: string;
      entity_type: string;
      display_name?: string | null;
      canonical_id?: string | null;
      external_ids?: {
        [key: string]: unknown;
      };
      state?: {
        [key: string]: unknown;
      };
      has_projection?: boolean;
      name?: string | null;
      phone?: string | null;
      email?: string | null;
      birth_date?: string | null;
      gender?: string | null;
      mrn?: string | null;
      appointment_status?: string | null;
      appointment_start?: string | null;
      appointment_end?: string | null;
      appointment_type?: string | null;
      domain?: string | null;
      industry?: string | null;
      call_sid?: string | null;
      direction?: string | null;
      duration_seconds?: number | null;
      status?: string | null;
      source?: string | null;
      first_seen_at?: string | null;
      last_event_at?: string | null;
      event_count?: number;
      confidence?: number;
      tags?: string[] | null;
      created_at?: string | null;
      updated_at?: string | null;
    };
    EntityTypeString: string;
    EscalationState: {
      status?: string;
      escalation_id?: string | null;
      requested_at?: string | null;
      connected_at?: string | null;
      completed_at?: string | null;
      trigger?: string | null;
      trigger_source?: string | null;
      concept?: string | null;
      similarity?: number | null;
      agent_confidence?: number | null;
      operator_type?: string | null;
      regulatory_basis?: string | null;
      immediate?: boolean;
      risk_score?: number | null;
      operator_entity_id?: string | null;
      wait_seconds?: number | null;
      handle_time_seconds?: number | null;
      human_segment_turn_count?: number | null;
    };
    ExternalSystemString: string;
    ExternalValueString: string;
    FleetStatusResponse: {
      fleet: string;
      namespace: string;
      ready: number;
      allocated: number;
      total: number;
      max_replicas: number | null;
      headroom: number | null;
      by_state: {
        [key: string]: number;
      };
    };
    ForwardingDetails: {
      forward_to: string;
      should_disconnect: boolean;
      warm_transfer?: boolean;
      forwarded_at?: string | null;
    };
    HTTPValidationError: {
      detail?: components['schemas']['ValidationError'][];
    };
    HumanSegment: {
      speaker_role: string;
      transcript: string;
      timestamp?: string | null;
    };
    LLMConfig: {
      llm_name: string;
      params?: {
        [key: string]: unknown;
      };
      experience_controls?: components['schemas']['LLMExperienceControls'] | null;
    };
    LLMExperienceControls: {
      verbosity?: ('low' | 'medium' | 'high') | null;
      reasoning_effort?: ('none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh') | null;
      temperature?: number | null;
      top_p?: number | null;
      presence_penalty?: number | null;
      frequency_penalty?: number | null;
      response_format?: {
        [key: string]: unknown;
      } | null;
      seed?: number | null;
      stop?: string | string[] | null;
      logit_bias?: {
        [key: string]: number;
      } | null;
      logprobs?: boolean | null;
      top_logprobs?: number | null;
      parallel_tool_calls?: boolean | null;
      service_tier?: string | null;
      prompt_cache_key?: string | null;
      prompt_cache_retention?: ('in-memory' | '24h') | null;
      safety_identifier?: string | null;
      store?: boolean | null;
      metadata?: {
        [key: string]: string;
      } | null;
    };
    LanguageProviderEntry: {
      provider: 'cartesia' | 'elevenlabs' | 'groq';
      config?: {
        [key: string]: unknown;
      };
    };
    ObserverSSEEvent:
      | components['schemas']['AgentTranscriptDeltaEvent']
      | components['schemas']['AgentTranscriptEvent']
      | components['schemas']['ParticipantJoinedEvent']
      | components['schemas']['ParticipantLeftEvent']
      | components['schemas']['SessionEndEvent']
      | components['schemas']['SessionInfoEvent']
      | components['schemas']['SessionStartEvent']
      | components['schemas']['StateTransitionEvent']
      | components['schemas']['ToolCallCompletedEvent']
      | components['schemas']['ToolCallStartedEvent']
      | components['schemas']['UserTranscriptEvent'];
    PaginatedResponse_AgentResponse_: {
      items: components['schemas']['AgentResponse'][];
      has_more: boolean;
      continuation_token?: number | null;
      total?: number | null;
    };
    PaginatedResponse_ServiceResponse_: {
      items: components['schemas']['ServiceResponse'][];
      has_more: boolean;
      continuation_token?: number | null;
      total?: number | null;
    };
    PaginatedResponse_SkillResponse_: {
      items: components['schemas']['SkillResponse'][];
      has_more: boolean;
      continuation_token?: number | null;
      total?: number | null;
    };
    Participant: {
      participant_id: string;
      role: 'caller' | 'agent' | 'operator';
      display_name?: string | null;
      phone_number?: string | null;
      joined_at: string;
      left_at?: string | null;
    };
    ParticipantJoinedEvent: {
      type: 'participant_joined';
      participant_id: string;
      participant_role: 'caller' | 'agent' | 'operator';
      conference_sid: string;
      participant_name?: string | null;
      display_name?: string | null;
      operator_entity_id?: string | null;
      phone_number?: string | null;
    };
    ParticipantLeftEvent: {
      type: 'participant_left';
      participant_id: string;
      participant_role: 'caller' | 'agent' | 'operator';
      conference_sid: string;
      display_name?: string | null;
      operator_entity_id?: string | null;
      phone_number?: string | null;
    };
    PermissionCatalogResponse: {
      roles: components['schemas']['RoleEntry'][];
      permissions: components['schemas']['PermissionEntry'][];
    };
    PermissionEntry: {
      name: string;
      namespace: string;
      action: string;
    };
    PhoneE164: string;
    PlaybackTimeline: {
      turns: components['schemas']['TurnTimeline'][];
      segments: components['schemas']['TimelineSegment'][];
      duration_seconds: number;
      timebase?: components['schemas']['TimelineTimebase'] | null;
      lanes?: components['schemas']['TimelineLaneDefinition'][];
      total_user_speech_seconds?: number;
      total_agent_speech_seconds?: number;
      total_silence_seconds?: number;
      avg_processing_gap_ms?: number | null;
      max_processing_gap_ms?: number | null;
      avg_perceived_latency_ms?: number | null;
    };
    RoleEntry: {
      name: string;
      priority: number;
      description: string;
      permission_names: string[];
    };
    RotateApiKeyRequest: {
      duration_days: number;
    };
    Run: {
      run_id: string;
      workspace_id: string;
      kind: 'conversation' | 'framework';
      status: 'running' | 'paused' | 'completed' | 'failed' | 'timed_out';
      channel?: ('voice' | 'text' | 'sms' | 'email' | 'web') | null;
      framework?: ('claude-agent-sdk' | 'openai-agents') | null;
      entity_id?: string | null;
      service_id?: string | null;
      started_at: string;
      ended_at?: string | null;
      entity_name?: string | null;
      service_name?: string | null;
      caller_id?: string | null;
      phone_number?: string | null;
      direction?: string | null;
      turn_count?: number | null;
      completion_reason?: string | null;
      source_call_sid?: string | null;
      source_conversation_id?: string | null;
      source_framework_run_id?: string | null;
      readonly takeover: components['schemas']['TakeoverEligibility'];
    };
    RunGuidanceRequest: {
      operator_id: string;
      message: string;
    };
    RunGuidanceResponse: {
      status: 'delivered' | 'queued_no_subscriber' | 'deduplicated' | 'failed' | 'unknown';
      run_id: string;
    };
    RunsResponse: {
      items: components['schemas']['Run'][];
      has_more: boolean;
      continuation_token?: unknown;
    };
    SafetyState: {
      peak_concern_level?: number;
      concern_turn_count?: number;
      trajectory?: string | null;
      triage_history?: {
        [key: string]: unknown;
      }[];
      concept_matches?: components['schemas']['ConceptMatch'][];
    };
    SearchString: string;
    ServiceForwardingConfig: {
      forward_to: components['schemas']['PhoneE164'];
      should_disconnect?: boolean;
      warm_transfer?: boolean;
    };
    ServiceResponse: {
      id: string;
      workspace_id: string;
      name: string;
      description: string;
      agent_id: string;
      context_graph_id: string;
      agent_name?: string | null;
      context_graph_name?: string | null;
      keyterms: string[];
      is_active: boolean;
      version_sets: {
        [key: string]: components['schemas']['VersionSet-Output'];
      };
      tags: components['schemas']['ServiceTag'][];
      tool_capacity: number;
      channel_type?: 'voice' | 'text';
      environment?: 'sandbox' | 'production';
      voice_config?: components['schemas']['ServiceVoiceConfig-Output'] | null;
      is_system?: boolean;
      created_at: string;
      updated_at: string;
    };
    ServiceTag: {
      key: string;
      value?: string | null;
    };
    'ServiceVoiceConfig-Output': {
      tts_model?: ('sonic-turbo' | 'sonic-3') | null;
      max_buffer_delay_ms?: number | null;
      eager_eot_threshold?: number | null;
      eot_timeout_ms?: number | null;
      filler_style?: 'backchannel' | 'phrase' | 'silent';
      filler_vocabulary?: string[] | null;
      backchannel_delay_ms?: number;
      max_response_sentences?: number | null;
      max_response_words?: number | null;
      barge_in_min_speech_s?: number | null;
      barge_in_cooldown_s?: number | null;
      min_tts_speed?: number | null;
      post_eot_pause_ms?: number | null;
      transition_deadline_ms?: number | null;
      progress_interval_ms?: number | null;
      empathy_hold_ms?: number | null;
      filler_cooldown_ms?: number | null;
      progress_vocabulary?: string[] | null;
      tts_provider?: ('cartesia' | 'elevenlabs' | 'groq') | null;
      tts_config?: {
        [key: string]: unknown;
      } | null;
      language_providers?: {
        [key: string]: components['schemas']['LanguageProviderEntry'];
      } | null;
      session_provider?: ('amigo' | 'gpt_realtime' | 'gpt_live') | null;
      realtime_voice?:
        | (
            | 'alloy'
            | 'ash'
            | 'ballad'
            | 'coral'
            | 'echo'
            | 'sage'
            | 'shimmer'
            | 'verse'
            | 'marin'
            | 'cedar'
          )
        | null;
      forward_call_enabled?: boolean;
      forwarding?: components['schemas']['ServiceForwardingConfig'] | null;
    };
    SessionEndEvent: {
      type: 'session_end';
      call_sid?: string | null;
      session_id?: string | null;
      duration_s?: number;
      turns?: number;
      completion_reason?: string;
      final_state?: string;
      trace_id?: string | null;
      has_recording?: boolean | null;
      emotional_summary?: {
        [key: string]: unknown;
      } | null;
    };
    SessionInfoEvent: {
      type: 'session_info';
      call_sid: string;
      service_id?: string;
      workspace_id?: string;
      caller_id?: string;
      start_time?: number;
      current_state?: string;
      direction?: 'inbound' | 'outbound' | 'playground' | 'simulated' | 'test';
      duration_seconds?: number;
    };
    SessionStartEvent: {
      type: 'session_start';
      call_sid?: string | null;
      session_id?: string | null;
      service_id?: string | null;
      workspace_id?: string | null;
      initial_state?: string | null;
      trace_id?: string | null;
      mode?: string | null;
    };
    SkillResponse: {
      id: string;
      workspace_id: string;
      slug: string;
      name: string;
      description: string;
      system_prompt: string;
      input_schema: {
        [key: string]: unknown;
      };
      result_schema: {
        [key: string]: unknown;
      } | null;
      model: string;
      max_tokens: number;
      max_result_chars: number;
      max_input_tokens: number | null;
      timeout_s: number;
      thinking_effort: ('low' | 'medium' | 'high') | null;
      temperature: number | null;
      top_p: number | null;
      enable_caching: boolean;
      enable_citations: boolean;
      use_structured_output: boolean;
      integration_tools: components['schemas']['src__models__IntegrationToolRef'][];
      static_tools: components['schemas']['src__models__StaticToolDef'][];
      enabled: boolean;
      max_agent_turns: number;
      checkpoint_enabled: boolean;
      approval_required: boolean;
      created_at: string;
      updated_at: string;
    };
    StateTransition: {
      type?: string | null;
      previous_state?: string;
      next_state?: string;
      annotation?: string | null;
      nav_ms?: number | null;
      readonly from_state: string;
      readonly to_state: string;
    };
    StateTransitionEvent: {
      type: 'state_transition';
      previous_state: string;
      next_state: string;
      transition_type?: string | null;
      annotation?: string | null;
    };
    TakeoverEligibility: {
      eligible: boolean;
      mode_options?: ('listen' | 'takeover')[];
      reason?: string | null;
    };
    TextAgentMessageEvent: {
      event_type: 'text.agent_message';
      conversation_id: string;
      text: string;
      delivery_id?: string | null;
    };
    TextBackgroundResultEvent: {
      event_type: 'text.background_result';
      conversation_id: string;
      tool_name: string;
      call_id: string;
      succeeded: boolean;
      result: string;
      depth: number;
      duration_ms?: number | null;
    };
    TextCompletedEvent: {
      event_type: 'text.completed';
      session_id: string;
      duration_seconds: number;
      turn_count: number;
      completion_reason?: string | null;
      final_state: string;
      channel_kind: string;
    };
    TextStartedEvent: {
      event_type: 'text.started';
      session_id: string;
      service_id: string;
      channel_kind: string;
      entity_id?: string | null;
    };
    TextToolStartedEvent: {
      event_type: 'text.tool_started';
      conversation_id: string;
      tool_name: string;
      call_id: string;
      depth: number;
    };
    TimelineActor: {
      kind: 'agent' | 'human' | 'operator' | 'system' | 'tool';
      role: 'agent' | 'caller' | 'operator' | 'runtime' | 'state' | 'tool';
      label: string;
      participant_id?: string | null;
    };
    TimelineLaneDefinition: {
      id: string;
      track: 'agent' | 'caller' | 'operator' | 'system' | 'tool';
      label: string;
      order: number;
      actor?: components['schemas']['TimelineActor'] | null;
    };
    TimelineSegment: {
      type:
        | 'agent_speech'
        | 'barge_in'
        | 'caller_speech'
        | 'filler_hesitation'
        | 'filler_nav'
        | 'greeting'
        | 'interrupted_speech'
        | 'processing_gap'
        | 'silence'
        | 'silence_check'
        | 'state_transition'
        | 'tool_call';
      lane: 'agent' | 'caller' | 'events' | 'operator' | 'system' | 'tool';
      track?: ('agent' | 'caller' | 'operator' | 'system' | 'tool') | null;
      lane_id?: string | null;
      order?: number | null;
      actor?: components['schemas']['TimelineActor'] | null;
      start: number;
      end: number;
      label: string;
      turn_index: number;
      stt_confidence?: number | null;
      eot_confidence?: number | null;
      audio_window_start?: number | null;
      audio_window_end?: number | null;
      engine_ms?: number | null;
      nav_ms?: number | null;
      render_ms?: number | null;
      audio_ttfb_ms?: number | null;
      e2e_ttfb_ms?: number | null;
      tool_name?: string | null;
      call_id?: string | null;
      parent_call_id?: string | null;
      integration_name?: string | null;
      endpoint_name?: string | null;
      protocol?: string | null;
      succeeded?: boolean | null;
      duration_ms?: number | null;
      from_state?: string | null;
      to_state?: string | null;
      emotion?: string | null;
      valence?: number | null;
      state?: string | null;
    };
    TimelineTimebase: {
      unit?: 'seconds';
      origin?: 'media_start' | 'call_start' | 'synthetic';
      start?: number;
      end?: number;
    };
    ToolCall: {
      tool_name: string;
      call_id?: string | null;
      input?: {
        [key: string]: unknown;
      } | null;
      output?: string | null;
      output_truncated?: boolean;
      output_original_length?: number | null;
      output_truncated_to?: number | null;
      duration_ms?: number | null;
      succeeded?: boolean;
      error_message?: string | null;
      integration_name?: string | null;
      endpoint_name?: string | null;
      protocol?: string | null;
    };
    ToolCallCompletedEvent: {
      type: 'tool_call_completed';
      tool_name: string;
      call_id: string;
      output?: string | null;
      succeeded?: boolean;
      duration_ms?: number | null;
      error_message?: string | null;
      parent_call_id?: string | null;
      integration_name?: string | null;
      endpoint_name?: string | null;
      protocol?: string | null;
    };
    ToolCallStartedEvent: {
      type: 'tool_call_started';
      tool_name: string;
      call_id: string;
      input?:
        | {
            [key: string]: unknown;
          }
        | string
        | null;
      parent_call_id?: string | null;
      integration_name?: string | null;
      endpoint_name?: string | null;
      protocol?: string | null;
    };
    TranscriptSegment: {
      speaker_role: string;
      transcript: string;
      timestamp: string | null;
      escalation_id: string | null;
      confidence: number;
    };
    Turn: {
      id?: string | null;
      trigger?: string;
      user_transcript?: string | null;
      agent_transcript?: string | null;
      agent_action?: string | null;
      interrupted?: boolean;
      filler_type?: string | null;
      speaker_id?: string | null;
      speaker_role?: string | null;
      emotion_label?: string | null;
      emotion_valence?: number | null;
      compound_emotions?:
        | {
            [key: string]: unknown;
          }[]
        | null;
      stt_confidence?: number | null;
      eot_confidence?: number | null;
      state?: string;
      tool_calls?: components['schemas']['ToolCall'][];
      state_transitions?: components['schemas']['StateTransition'][];
      inner_thoughts?: string[];
      timestamp?: string | null;
      engine_ms?: number | null;
      user_speech_start_ms?: number | null;
      user_speech_end_ms?: number | null;
      agent_speech_start_ms?: number | null;
      agent_speech_end_ms?: number | null;
      audio_window_start_ms?: number | null;
      audio_window_end_ms?: number | null;
      nav_ms?: number | null;
      render_ms?: number | null;
      audio_ttfb_ms?: number | null;
      signal_kind?: string | null;
      signal_source?: string | null;
      state_before?: string | null;
      state_after?: string | null;
      primary_effect_kind?: string | null;
      tool_name?: string | null;
      tool_succeeded?: boolean | null;
      tool_ms?: number | null;
      modality?: string | null;
      empathy_tier?: number | null;
      decision_bearing?: boolean | null;
    };
    TurnTimeline: {
      turn_index: number;
      seek_to: number;
      active_start: number;
      active_end: number;
    };
    UserTranscriptEvent: {
      type: 'user_transcript';
      transcript: string;
      state?: string;
      speaker_id?: string | null;
      speaker_role?: string | null;
      stt_confidence?: number | null;
      eot_confidence?: number | null;
      is_barge_in?: boolean | null;
    };
    ValidationError: {
      loc: (string | number)[];
      msg: string;
      type: string;
      input?: unknown;
      ctx?: Record<string, never>;
    };
    'VersionSet-Output': {
      agent_version_number?: number | null;
      context_graph_version_number?: number | null;
      llm_model_preferences?: {
        [key: string]: components['schemas']['LLMConfig'];
      };
      turn_runtime?: 'native' | 'openai-agents';
    };
    VoiceDetail: {
      recording_path?: string | null;
      twilio_recording_sid?: string | null;
      twilio_recording_duration?: number | null;
      has_recording?: boolean;
      verified_transcript?: string | null;
      transcript_accuracy?: number | null;
      emotional_summary?: {
        [key: string]: unknown;
      } | null;
      barge_in_events?: {
        [key: string]: unknown;
      }[];
      states_visited?: string[];
      participants?: {
        [key: string]: unknown;
      }[];
      config?: {
        [key: string]: unknown;
      } | null;
      call_analysis?: {
        [key: string]: unknown;
      } | null;
      forwarding?: {
        [key: string]: unknown;
      } | null;
      escalation?: {
        [key: string]: unknown;
      } | null;
      safety?: {
        [key: string]: unknown;
      } | null;
      quality_breakdown?: {
        [key: string]: unknown;
      } | null;
      risk_summary?: {
        [key: string]: unknown;
      } | null;
      latency_summary?: {
        [key: string]: unknown;
      } | null;
      conversation_metrics?: {
        [key: string]: unknown;
      } | null;
      tool_summary?: {
        [key: string]: unknown;
      } | null;
      safety_summary?: {
        [key: string]: unknown;
      } | null;
      operator_summary?: {
        [key: string]: unknown;
      } | null;
    };
    WorkspaceSSEEvent:
      | components['schemas']['CallStartedEvent']
      | components['schemas']['CallEndedEvent']
      | components['schemas']['TextStartedEvent']
      | components['schemas']['TextCompletedEvent']
      | components['schemas']['TextToolStartedEvent']
      | components['schemas']['TextBackgroundResultEvent']
      | components['schemas']['TextAgentMessageEvent'];
    src__models__IntegrationToolRef: {
      integration: string;
      endpoint: string;
    };
    src__models__StaticToolDef: {
      name: string;
      description: string;
      input_schema: {
        [key: string]: unknown;
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  'get-auth-info': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuthInfoResponse'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  'rotate-api-key': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
        key_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RotateApiKeyRequest'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CreateApiKeyResponse'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  'get-api-key-permission-catalog': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PermissionCatalogResponse'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  'list-services': {
    parameters: {
      query?: {
        search?: components['schemas']['SearchString'] | null;
        sort_by?: string | null;
        is_active?: boolean | null;
        limit?: number;
        continuation_token?: number;
      };
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PaginatedResponse_ServiceResponse_'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  'get-service': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
        service_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ServiceResponse'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  'list-agents': {
    parameters: {
      query?: {
        search?: components['schemas']['SearchString'] | null;
        sort_by?: string | null;
        limit?: number;
        continuation_token?: number;
      };
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PaginatedResponse_AgentResponse_'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  'get-agent': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
        agent_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AgentResponse'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  'list-skills': {
    parameters: {
      query?: {
        enabled?: boolean | null;
        search?: components['schemas']['SearchString'] | null;
        sort_by?: string | null;
        limit?: number;
        continuation_token?: number;
      };
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PaginatedResponse_SkillResponse_'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
      429: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  'list-entities': {
    parameters: {
      query?: {
        entity_type?: string[] | null;
        q?: string | null;
        limit?: number;
        offset?: number;
        order?: string | null;
        has_projection?: boolean | null;
        source?: string | null;
        source_system?: string | null;
        fhir_resource_type?: string | null;
      };
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EntityListResponse'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  'get-entity': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
        entity_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EntityResponse'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  'search-world-entities': {
    parameters: {
      query: {
        q: string;
        entity_type?: string | null;
        source?: string | null;
        confidence_min?: number | null;
        limit?: number;
        offset?: number;
      };
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            [key: string]: unknown;
          };
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
      429: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  'resolve-entity': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['EntityResolveRequest'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EntityResolveResponse'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  create_conversation_v1__workspace_id__conversations_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateConversationRequest'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ConversationDetail'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  list_runs_v1__workspace_id__runs_get: {
    parameters: {
      query?: {
        sort_by?: string[];
        limit?: number;
        continuation_token?: unknown;
        status?: ('live' | 'running' | 'paused' | 'completed' | 'failed' | 'timed_out')[];
        kind?: ('conversation' | 'framework')[];
        channel?: ('voice' | 'text' | 'sms' | 'email' | 'web')[];
      };
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RunsResponse'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  get_run_v1__workspace_id__runs__run_id__get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  send_run_guidance_v1__workspace_id__runs__run_id__guidance_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RunGuidanceRequest'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RunGuidanceResponse'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  'list-calls': {
    parameters: {
      query?: {
        date_from?: string | null;
        date_to?: string | null;
        status?: string | null;
        direction?: string | null;
        min_duration?: number | null;
        max_duration?: number | null;
        service_id?: string | null;
        include_simulated?: boolean;
        limit?: number;
        offset?: number;
        continuation_token?: number | null;
      };
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CallListResponse'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  'get-call-detail': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
        call_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CallDetailResponse'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  'get-call-transcript': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
        call_sid: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CallTranscriptResponse'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  get_fleet_status_v1__workspace_id__sessions_fleet_status_get: {
    parameters: {
      query?: {
        fleet?: 'voice' | 'tool-runner';
      };
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FleetStatusResponse'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  'get-event-stream': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        workspace_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WorkspaceSSEEvent'];
          'text/event-stream': components['schemas']['WorkspaceSSEEvent'];
        };
      };
      429: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
}
