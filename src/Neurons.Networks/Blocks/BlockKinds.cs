namespace Neurons.Networks;

/// <summary>The blocks that files can name.</summary>
internal static class BlockKinds
{
    public static void Register(Registry<Layer> kinds)
    {
        kinds.Register<SewBlock, SewBlockOptions>("sew_block", o => new(o), layer => layer.Options);
        kinds.Register<MsBlock, ResidualBlockOptions>("ms_block", o => new(o), layer => layer.Options);
        kinds.Register<SpikingResNetBlock, ResidualBlockOptions>("spiking_resnet_block", o => new(o), layer => layer.Options);
        kinds.Register<SpikingSelfAttention, SpikingSelfAttentionOptions>("spiking_self_attention", o => new(o), layer => layer.Options);
        kinds.Register<SpikeDrivenSelfAttention, SpikeDrivenSelfAttentionOptions>(
            "spike_driven_self_attention", o => new(o), layer => layer.Options);
        kinds.Register<QkAttention, QkAttentionOptions>("qk_attention", o => new(o), layer => layer.Options);
        kinds.Register<SpikformerBlock, SpikformerBlockOptions>("spikformer_block", o => new(o), layer => layer.Options);
        kinds.Register<TemporalEffectiveBatchNorm, TemporalEffectiveBatchNormOptions>(
            "temporal_effective_batch_norm", o => new(o), layer => layer.Options);
    }
}
