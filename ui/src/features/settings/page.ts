// The pages of the settings, by name.
export type SettingsPage = 'account' | 'chat' | 'prompts' | 'look' | 'keys' | 'data' | 'privacy'
