// The pages of the settings, by name.
export type SettingsPage = 'account' | 'chat' | 'look' | 'prompts' | 'data'
